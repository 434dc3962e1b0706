/** Text of a report that is shown elsewhere: one line, without characters that steer a terminal. */
export function plainText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
}
