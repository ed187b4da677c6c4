import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { reloadWhenOutdated } from './app/reload-when-outdated.ts'
import { router } from './app/router.tsx'
import './ui/tokens.css'
import './ui/base.css'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no element #root')
reloadWhenOutdated()
// React shows what replaces a fallback only 300 ms after it, so the first page is loaded before anything is drawn
void router.load().then(() =>
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  ),
)
