/** The only package that speaks with the Kubernetes API. */
@NullMarked
package io.keelson.console.kube;

import org.jspecify.annotations.NullMarked;
