import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { escaped, tooltip } from '../../../web/src/ui/chart/tooltip.ts'

describe('a tooltip', () => {
  it('has texts without markup', () => {
    assert.equal(escaped('<img src="x">&'), '&lt;img src=&quot;x&quot;&gt;&amp;')
    assert.equal(tooltip('<i>', [['<u>', '<s>']]), '<b>&lt;i&gt;</b><br>&lt;u&gt; <b>&lt;s&gt;</b>')
  })
})
