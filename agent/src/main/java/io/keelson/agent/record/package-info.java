/**
 * What this agent holds, for whom, and what it was before; the change under way; the order of calls
 * and their answers. Who wants to know what each key should be asks {@link
 * io.keelson.agent.record.HostRecord#holdings}: a snapshot for any thread, with an {@link
 * io.keelson.agent.record.Entry} for each key and its holders.
 */
@NullMarked
package io.keelson.agent.record;

import org.jspecify.annotations.NullMarked;
