package io.keelson.console.controller;

import io.keelson.console.kube.Clusters;
import io.keelson.console.page.Assets;
import io.keelson.console.page.Pages;
import io.keelson.console.service.Audit;
import io.keelson.console.service.Sessions;
import java.time.InstantSource;

/** What every request needs. */
public record Desk(
    Sessions sessions,
    Audit audit,
    Clusters clusters,
    Pages pages,
    Assets assets,
    InstantSource clock) {}
