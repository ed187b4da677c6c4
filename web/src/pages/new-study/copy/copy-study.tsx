import { useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { CopyIcon } from '../../../ui/icons.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { showToast } from '../../../ui/toast.tsx'
import css from '../new-study.module.css'
import { type Language, languages } from './copy-as.ts'

/** The request as a text for a terminal or a program. */
export function CopyStudy({ body, needsKey }: { body: string | null; needsKey: boolean }) {
  const [isOpen, setIsOpen] = useState(false)
  const [language, setLanguage] = useState<Language>('curl')
  const { write, title } = languages[language]
  const text = body === null ? '' : write(body, { origin: location.origin, needsKey })
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    showToast({ text: `Copied as ${title}` })
  }
  return (
    <>
      <Button onPress={() => setIsOpen(true)} isDisabled={body === null}>
        <CopyIcon /> Copy as
      </Button>
      <Dialog
        title="The same study from elsewhere"
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        size="lg"
        actions={
          // the browser lends the clipboard to secure pages alone; the text can be selected anyhow
          navigator.clipboard && (
            <Button look="primary" onPress={() => void copy()}>
              <CopyIcon /> Copy
            </Button>
          )
        }
      >
        <Tabs
          label="Languages"
          tabs={Object.entries(languages).map(([id, one]) => ({ id, title: one.title }))}
          selected={language}
          onSelect={(id) => setLanguage(id as Language)}
        >
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it */}
          <pre className={css.code} tabIndex={0}>
            {text}
          </pre>
        </Tabs>
      </Dialog>
    </>
  )
}
