const paths = {
  play: 'M4 2.5 L13 8 L4 13.5 Z',
  pause: 'M4 2.5 H7 V13.5 H4 Z M9 2.5 H12 V13.5 H9 Z',
  next: 'M4 3 L11 8 L4 13 Z',
  previous: 'M12 3 L5 8 L12 13 Z',
  nextStop: 'M3 3 L9.5 8 L3 13 Z M11 3 H13 V13 H11 Z',
  previousStop: 'M13 3 L6.5 8 L13 13 Z M5 3 H3 V13 H5 Z',
} as const

/** A small picture in a button, in the colour of its text. */
export function Icon({ name }: { name: keyof typeof paths }) {
  return (
    <svg class="icon" width="14" height="14" viewBox="0 0 16 16" aria-hidden="true">
      <path d={paths[name]} fill="currentColor" />
    </svg>
  )
}
