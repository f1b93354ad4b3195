/** Enrolment: an agent shows its token and gets a certificate for its own node. */
@NullMarked
package io.keelson.controller.enrol;

import org.jspecify.annotations.NullMarked;
