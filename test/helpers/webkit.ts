/** WebKitGTK's small browser, with its own display and session bus. It only gets an address. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const browsers = ["4.1", "4.0"].map(
  (version) => `/usr/lib/x86_64-linux-gnu/webkit2gtk-${version}/MiniBrowser`,
);
const tools = ["xvfb-run", "dbus-run-session"];

/** The executable; undefined where it, or what it runs in, is not installed. */
export function findWebKit(): string | undefined {
  const isThere = (tool: string) => spawnSync("which", [tool]).status === 0;
  return tools.every(isThere) ? browsers.find(existsSync) : undefined;
}

/** Opens the address until `use` has ended. */
export async function withWebKit<Result>(
  executable: string,
  address: string,
  use: () => Promise<Result>,
): Promise<Result> {
  const child = spawn("xvfb-run", ["-a", "dbus-run-session", "--", executable, address], {
    stdio: "ignore",
    detached: true,
    env: {
      ...process.env,
      // Its sandbox needs rights that a container lacks; the page comes from this machine.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
      WEBKIT_DISABLE_COMPOSITING_MODE: "1",
      LIBGL_ALWAYS_SOFTWARE: "1",
    },
  });
  const died = new Promise<never>((_, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`MiniBrowser ended with code ${code}`)));
  });
  died.catch(() => {});
  try {
    return await Promise.race([use(), died]);
  } finally {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
  }
}
