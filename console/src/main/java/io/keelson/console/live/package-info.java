/**
 * What changes in the cluster, told to open pages: one watch for each user and namespace, with that
 * user's rights, shared by that user's pages only.
 */
@NullMarked
package io.keelson.console.live;

import org.jspecify.annotations.NullMarked;
