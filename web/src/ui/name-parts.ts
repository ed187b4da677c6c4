/** Where a long name may break: after dots and underscores, before brackets, and before the capitals of camel case. */
export function nameParts(name: string): string[] {
  return name.split(/(?<=[._])(?=[^._])|(?=\[)|(?<=\p{Ll})(?=\p{Lu})/u)
}
