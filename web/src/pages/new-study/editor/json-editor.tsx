import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import { bracketMatching, syntaxHighlighting } from '@codemirror/language'
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint'
import { EditorState } from '@codemirror/state'
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view'
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react'
import { complete } from '../document/complete.ts'
import { rangeOf, type TextFault } from '../document/json-document.ts'
import type { Schema } from '../document/schema.ts'
import { changeBetween } from './change-between.ts'
import css from './editor.module.css'
import { colours, look } from './look.ts'

export interface EditorHandle {
  /** Selects what a pointer names and shows it. */
  jump(pointer: string): void
}

/** The study as text. `text` may change from outside; what is typed comes by `onChange`. */
export function JsonEditor({
  text,
  onChange,
  faults,
  schema,
  ref,
}: {
  text: string
  onChange: (text: string) => void
  faults: readonly TextFault[]
  schema: Schema | undefined
  ref?: Ref<EditorHandle>
}) {
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  // the editor is made once, and asks for the present ones
  const present = useRef({ onChange, schema })
  present.current = { onChange, schema }
  const first = useRef(text)

  useEffect(() => {
    if (place.current === null) return
    const suggest = (context: CompletionContext): CompletionResult | null => {
      const { schema: known } = present.current
      const found = known && complete(context.state.doc.toString(), context.pos, known)
      if (
        !found ||
        (!context.explicit && !/["\w$]/.test(context.state.sliceDoc(context.pos - 1, context.pos)))
      ) {
        return null
      }
      const isQuoted = context.state.sliceDoc(found.from, found.from + 1) === '"'
      return {
        from: found.from,
        to: found.to,
        // what is typed is compared with the label, quotes included
        options: found.options.map(({ label, detail, apply, kind }) => ({
          label: isQuoted && !label.startsWith('"') ? `"${label}"` : label,
          displayLabel: label,
          detail,
          apply,
          type: { name: 'property', value: 'constant', hole: 'keyword' }[kind],
        })),
        filter: true,
      }
    }
    const made = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: first.current,
        extensions: [
          lineNumbers(),
          history(),
          drawSelection(),
          bracketMatching(),
          closeBrackets(),
          lintGutter(),
          json(),
          syntaxHighlighting(colours),
          autocompletion({ override: [suggest] }),
          // Tab leaves the editor: the keyboard must not be caught in it
          keymap.of([
            ...closeBracketsKeymap,
            ...defaultKeymap,
            ...historyKeymap,
            ...completionKeymap,
          ]),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': 'Study as JSON', tabindex: '0' }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) present.current.onChange(update.state.doc.toString())
          }),
          look,
        ],
      }),
    })
    view.current = made
    return () => {
      made.destroy()
      view.current = null
    }
  }, [])

  useEffect(() => {
    const before = view.current?.state.doc.toString()
    if (before === undefined || before === text) return
    view.current?.dispatch({ changes: changeBetween(before, text) })
  }, [text])

  useEffect(() => {
    const { current } = view
    if (current === null || current.state.doc.toString() !== text) return
    const diagnostics: Diagnostic[] = faults.map(({ from, to, detail }) => ({
      from,
      to,
      message: detail,
      severity: 'error',
    }))
    current.dispatch(setDiagnostics(current.state, diagnostics))
  }, [faults, text])

  useImperativeHandle(ref, () => ({
    jump(pointer) {
      const { current } = view
      if (current === null) return
      const { from, to } = rangeOf(current.state.doc.toString(), pointer)
      current.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true })
      current.focus()
    },
  }))

  return <div ref={place} className={css.editor} />
}
