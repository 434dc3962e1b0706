import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startBrowser } from "../../helpers/browser.ts";
import { findFirefox, startFirefox } from "../../helpers/firefox.ts";
import { leaveOut } from "../../helpers/left-out.ts";
import { createLiveSite, type Report, withSite } from "../../helpers/live-site.ts";
import { findWebKit, withWebKit } from "../../helpers/webkit.ts";

const test = suite("trials of each kind in the engines of browsers");

const site = await createLiveSite();

/** Opens the site by `open` and asserts that each trial gave the digest that Node stored. */
async function assertEqualBits(
  open: (address: string, reports: () => Promise<readonly Report[]>) => Promise<readonly Report[]>,
): Promise<void> {
  const reports = await withSite(site.files, open);
  const last = reports.at(-1);
  assert.is(last?.reason, undefined);
  const here = new Map(reports.flatMap(({ key, digest, reason }) => (key ? [[key, digest ?? reason]] : [])));
  assert.equal(Object.fromEntries(here), Object.fromEntries(site.digests));
}

test("the kinds are pre-training, adaptation, the alternatives, translation, sentiment and function fits, and what reads them", () => {
  for (const kind of ["pretrain", "adaptation", "alternative", "translation", "sentiment", "function-fit"]) {
    assert.ok(site.kinds.includes(kind), kind);
  }
  assert.ok(site.kinds.length >= 12, site.kinds.join(", "));
});

test("Chromium's give the digests that Node stored", () =>
  assertEqualBits(async (address, reports) => {
    const browser = await startBrowser();
    try {
      await (await browser.newPage()).goto(address);
      return await reports();
    } finally {
      await browser.close();
    }
  }));

const firefox = findFirefox();
if (firefox === undefined) leaveOut("firefox", "no Firefox is installed; Debian has it as firefox-esr");
else {
  test("Firefox's give the digests that Node stored", () =>
    assertEqualBits(async (address, reports) => {
      const browser = await startFirefox(firefox, "light");
      try {
        await (await browser.newPage()).goto(address);
        return await reports();
      } finally {
        await browser.close();
      }
    }));
}

const webKit = findWebKit();
if (webKit === undefined) {
  leaveOut("webkit", "no WebKitGTK is installed; Debian has it as webkit2gtk-driver, with xvfb and dbus-x11");
} else {
  test("WebKit's give the digests that Node stored", () =>
    assertEqualBits((address, reports) => withWebKit(webKit, address, reports)));
}

test.run();
