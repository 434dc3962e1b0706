/** Other versions of Node, from the packages in which the registry carries Node's own builds. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { leaveOut } from "./left-out.ts";
import { repository } from "./project.ts";

/** One version of each major that the project supports. */
const versions = ["20.20.2", "22.23.3", "24.21.0"] as const;

const majorOf = (version: string) => version.split(".")[0] ?? version;

/** The programs of the other majors than this one's, installed once into .cache/. What cannot be installed is left out. */
export async function otherNodes(): Promise<readonly string[]> {
  const programs: string[] = [];
  for (const version of versions) {
    const major = majorOf(version);
    if (major === majorOf(process.versions.node)) continue;
    try {
      programs.push(await installNode(version));
    } catch (error) {
      const [reason = ""] = error instanceof Error ? error.message.split("\n") : [];
      leaveOut(`node-${major}`, `Node ${version} could not be installed: ${reason}`);
    }
  }
  return programs;
}

async function installNode(version: string): Promise<string> {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = join(repository, ".cache", "node", version);
  const program = join(folder, "node_modules", name, "bin", "node");
  if (existsSync(program)) return program;
  const args = ["install", "--prefix", folder, "--no-save", "--no-audit", "--no-fund", `${name}@${version}`];
  await promisify(execFile)("npm", args, { cwd: repository });
  return program;
}
