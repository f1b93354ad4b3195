/**
 * What pages show, made from Kubernetes JSON without client, clock or framework. Unknown and odd
 * shapes give empty parts, never an exception: what the cluster holds may be newer than we are.
 */
@NullMarked
package io.keelson.console.view;

import org.jspecify.annotations.NullMarked;
