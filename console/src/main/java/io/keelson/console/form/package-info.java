/** MyKinds as people write them: in a form or as YAML. Pure. */
@NullMarked
package io.keelson.console.form;

import org.jspecify.annotations.NullMarked;
