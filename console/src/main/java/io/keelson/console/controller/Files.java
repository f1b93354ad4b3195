package io.keelson.console.controller;

import io.keelson.console.page.Assets;

/** The files that pages load; to be had without login, since the login page loads them too. */
public final class Files implements Area {

  private final Assets assets;

  public Files(Assets assets) {
    this.assets = assets;
  }

  @Override
  public void routes(RouteSink routes) {
    routes.get("/assets/{name}", Access.ANYONE, this::file);
  }

  private void file(Visit visit) {
    Assets.Asset asset = assets.find(visit.part("name")).orElseThrow(Refusal::notFound);
    if (asset.checksum().equals(visit.query("v"))) {
      visit.ctx().header("Cache-Control", "public, max-age=31536000, immutable");
    }
    visit.ctx().contentType(asset.type()).result(asset.bytes());
  }
}
