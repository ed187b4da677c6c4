/** Saves a file that the page made; only blobs of this page, so the Content-Security-Policy has nothing against it. */
export function saveFile(name: string, content: Blob | string, type = 'text/plain'): void {
  const blob = typeof content === 'string' ? new Blob([content], { type }) : content
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // the browser has taken the blob by then
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

/** A name that every file system takes: `digits-trials.csv`. */
export function fileName(...parts: string[]): string {
  return parts
    .map((part) =>
      part
        .toLowerCase()
        .replace(/[^a-z0-9.]+/g, '-')
        .replace(/^-+|-+$/g, ''),
    )
    .filter((part) => part !== '')
    .join('-')
}
