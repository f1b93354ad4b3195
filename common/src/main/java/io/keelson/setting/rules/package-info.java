/**
 * What is known of single sysctls: the table of docs/sysctls.md, and the words it is written in. It
 * knows names and values as text and nothing of parameters, policies or hosts.
 */
@NullMarked
package io.keelson.setting.rules;

import org.jspecify.annotations.NullMarked;
