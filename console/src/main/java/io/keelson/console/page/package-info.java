/** What pages are made of: languages, texts, the frame around each page. */
@NullMarked
package io.keelson.console.page;

import org.jspecify.annotations.NullMarked;
