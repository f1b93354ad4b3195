/** What controller and agent say to each other: requests, reports, strict JSON. */
@NullMarked
package io.keelson.wire;

import org.jspecify.annotations.NullMarked;
