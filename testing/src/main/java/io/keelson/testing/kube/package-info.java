/** A real Kubernetes API server for tests. */
@NullMarked
package io.keelson.testing.kube;

import org.jspecify.annotations.NullMarked;
