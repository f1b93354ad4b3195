/** What a site allows its nodes to be asked for: the policy, its text, and what it decides. */
@NullMarked
package io.keelson.policy;

import org.jspecify.annotations.NullMarked;
