/** Tests of the whole on real nodes: helm install, kubectl apply, and a look at the nodes. */
@NullMarked
package io.keelson.e2e;

import org.jspecify.annotations.NullMarked;
