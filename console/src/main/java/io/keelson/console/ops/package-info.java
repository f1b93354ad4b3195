/** What the console tells the kubelet and Prometheus. */
@NullMarked
package io.keelson.console.ops;

import org.jspecify.annotations.NullMarked;
