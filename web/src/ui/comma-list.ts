/** A list as people type it: "mnist, first try". What is empty is no part of it. */
export const partsOf = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
