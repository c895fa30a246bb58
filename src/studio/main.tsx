import { render } from 'preact'
import { readCarried } from './carried.ts'
import { Page } from './page.tsx'
import { Studio } from './studio.ts'
import './style/page.css'

const place = document.getElementById('page')!
try {
  const studio = new Studio(await readCarried())
  render(<Page studio={studio} />, place)
} catch (error) {
  place.textContent = `This page cannot be shown: ${error instanceof Error ? error.message : String(error)}`
  throw error
}
