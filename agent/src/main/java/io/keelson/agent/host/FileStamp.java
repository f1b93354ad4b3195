package io.keelson.agent.host;

/**
 * What tells that a file was changed without reading it: the kernel moves {@code changed} with each
 * change of content, mode, owner or name. Two changes within one tick of its clock leave the same
 * stamp, so a file is known to be unchanged only when it was read a tick after the first look.
 */
public record FileStamp(
    long mount,
    long inode,
    int permissions,
    long owner,
    long group,
    long size,
    long modified,
    long changed) {}
