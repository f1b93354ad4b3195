/**
 * The certificate authority: what is recorded of it, how it changes, and what it signs. The core
 * decides and knows no clock and no API server; {@link AuthorityKeeper} stands around it.
 */
@NullMarked
package io.keelson.controller.trust;

import org.jspecify.annotations.NullMarked;
