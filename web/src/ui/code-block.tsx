import { useState } from 'react'
import { Button } from './button.tsx'
import css from './code-block.module.css'
import { CheckIcon, CopyIcon } from './icons.tsx'
import { showError } from './toast.tsx'

const saidMs = 2_000

/** Puts a text into the clipboard, and says that it did. */
export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }) {
  const [isCopied, setCopied] = useState(false)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
    } catch (error) {
      // browsers give the clipboard to pages from this machine or over TLS only
      return showError('The browser does not allow copying here', error)
    }
    setCopied(true)
    setTimeout(() => setCopied(false), saidMs)
  }
  return (
    <Button size="sm" onPress={() => void copy()}>
      {isCopied ? <CheckIcon /> : <CopyIcon />}
      {isCopied ? 'Copied' : label}
    </Button>
  )
}

/** A command or a document to copy. */
export function CodeBlock({ label, code }: { label: string; code: string }) {
  return (
    <section className={css.block} aria-label={label}>
      <header className={css.head}>
        <span>{label}</span>
        <CopyButton text={code} />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls long lines */}
      <pre className={css.code} tabIndex={0}>
        <code>{code}</code>
      </pre>
    </section>
  )
}
