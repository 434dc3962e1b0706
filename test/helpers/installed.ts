/** Projects that have the generator as an installed package, as reports in repositories of their own do. */
import { join } from "node:path";
import { packageFiles } from "../../scripts/pack.ts";
import { nodeDisk } from "../../scripts/system/node-disk.ts";
import { type Project, repository, withProject } from "./project.ts";
import { otherLockfile } from "./subject.ts";

const NAME = "measured-report";

/** Calls `body` with an empty project below whose folder the package is found, and the packages that it needs. */
export const withInstalled = (body: (project: Project) => Promise<void>): Promise<void> =>
  withProject({}, async (project) => {
    const home = join(project.root, "node_modules", NAME);
    await nodeDisk.replaceFolder(home, await packageFiles({ root: repository, disk: nodeDisk }));
    await body({ ...project, effects: { ...project.effects, home } });
  });

/** The project of a report in a folder of this one, with its lockfile. */
export async function reportIn(project: Project, folder: string): Promise<Project> {
  const root = join(project.root, folder);
  await project.write({ [`${folder}/package-lock.json`]: await otherLockfile() });
  const effects = { ...project.effects, root, cache: join(root, ".cache") };
  return {
    ...project,
    root,
    effects,
    read: (path) => project.read(join(folder, path)),
    write: (files) =>
      project.write(
        Object.fromEntries(Object.entries(files).map(([path, text]) => [join(folder, path), text])),
      ),
  };
}
