package io.keelson.agent.host;

import java.util.Optional;
import java.util.Set;

/**
 * What the agent keeps on the node's disk about its own work. When a method that writes returns,
 * what it wrote is there after a power cut too, unless it says otherwise. Only to be used on the
 * {@link HostThread}.
 */
public interface StateStore {

  /** Which machine this is (machine-id(5)); empty where it does not say. */
  String machine();

  /** True when an agent has worked here before, whatever is left of what it kept. */
  boolean isUsed() throws HostException;

  /** The record; empty when there is none. */
  Optional<byte[]> record() throws HostException;

  /** Puts a record in the place of the one before, which stands when this fails. */
  void writeRecord(byte[] content) throws HostException;

  /** The journal; empty when there is none. */
  Optional<byte[]> journal() throws HostException;

  /** Writes a journal over the one before, which must be over. */
  void writeJournal(byte[] content) throws HostException;

  /**
   * Writes over the first bytes of the journal.
   *
   * @param lasting false: a power cut may take it back
   */
  void markJournal(byte[] start, boolean lasting) throws HostException;

  /** Gives a file that cannot be used another name, so that a person may look at it. */
  void setAside(String name) throws HostException;

  /** True when a journal that could not be used was given another name. */
  boolean hasLostJournal() throws HostException;

  /**
   * Gives what is kept of files other names, once: the record that knew whose they are is lost, and
   * a person may look for what a file held before.
   */
  void setImagesAside() throws HostException;

  /** The bytes that a file had before Keelson; empty when they are lost. */
  Optional<byte[]> image(String sha256) throws HostException;

  boolean hasImage(String sha256) throws HostException;

  /** Keeps the bytes of a file by their checksum. */
  void writeImage(String sha256, byte[] content) throws HostException;

  /** Removes all images but these. A power cut may bring some back. */
  void retainImages(Set<String> sha256) throws HostException;

  /** Sees that there is room for the next journal also when the disk is full. */
  void keepReserve() throws HostException;
}
