/** The API server: informers, status, events; the only package that sees fabric8. */
@NullMarked
package io.keelson.controller.kube;

import org.jspecify.annotations.NullMarked;
