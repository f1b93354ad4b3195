/** Tests of the Helm chart and of the MyKind CRD in it. */
@NullMarked
package io.keelson.e2e.chart;

import org.jspecify.annotations.NullMarked;
