/** Values that come from ConfigMaps and Secrets: read, filled in, and looked at again. */
@NullMarked
package io.keelson.controller.source;

import org.jspecify.annotations.NullMarked;
