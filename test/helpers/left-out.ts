/**
 * Tests that need a tool of the machine, such as a browser or a cluster, are left out where it is missing, and never in
 * silence: the runner lists them. With CI=true each counts as a failure, unless CI_WITHOUT names its tool:
 * `CI_WITHOUT=slurm,firefox` says that these could not be installed.
 */

export interface LeftOut {
  readonly tool: string;
  readonly reason: string;
}

/** Tells the runner that this file leaves out its tests that need `tool` (small letters): do not register them then. */
export function leaveOut(
  tool: string,
  reason: string,
  print: (text: string) => void = (text) => void process.stdout.write(text),
): void {
  // The runner of uvu may have begun a line of dots.
  print(`\n${leftOutLine({ tool, reason })}\n`);
}

export const leftOutLine = ({ tool, reason }: LeftOut): string => `left out: ${tool}: ${reason}`;

/** What a test file left out, by its output. */
export function leftOutIn(output: string): readonly LeftOut[] {
  return [...output.matchAll(/^left out: ([^:\n]+): (.+)$/gm)].map(([, tool = "", reason = ""]) => ({
    tool,
    reason,
  }));
}

/** Whether leaving out what needs this tool is a failure in this environment. */
export function failsWithout(
  tool: string,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  return environment.CI === "true" && !(environment.CI_WITHOUT ?? "").split(",").includes(tool);
}
