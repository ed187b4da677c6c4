/** Entity tags of If-None-Match, RFC 9110 §13.1.2: the comparison is weak. */
export function tagsOf(ifNoneMatch = ''): Set<string> {
  const tags = ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  return new Set(tags.filter((tag) => tag !== ''))
}
