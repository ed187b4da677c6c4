import assert from 'node:assert/strict'
import { it } from 'node:test'
import { graphNames } from '../../../src/export/inputs/graph-names.ts'

it('graphNames gives every column a name of its own that Python and TensorFlow accept', () => {
  const columns = ['Größe m²', 'label', 'a b', 'a-b', 'a_b_2', '_id', 'Const_3', '数', '']
  const names = graphNames(columns)
  assert.deepEqual(names, [
    'Grosse_m2',
    'label_2',
    'a_b',
    'a_b_2',
    'a_b_2_2',
    'column__id',
    'column_Const_3',
    'column__',
    'column_',
  ])
})
