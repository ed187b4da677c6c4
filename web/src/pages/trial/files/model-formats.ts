interface ModelFormat {
  title: string
  /** What it is for, in a line. */
  use: string
  extension: string
}

/** The formats in which a model is exported, the API's names for them as keys. */
export const modelFormats: Readonly<Record<string, ModelFormat>> = {
  savedmodel: { title: 'SavedModel', use: 'for TensorFlow and its serving', extension: 'zip' },
  onnx: { title: 'ONNX', use: 'one file for onnxruntime in any language', extension: 'onnx' },
  tfjs: { title: 'TensorFlow.js', use: 'for browsers and Node.js', extension: 'zip' },
  'keras-weights': {
    title: 'Keras weights',
    use: 'NumPy arrays and a Python module, without preprocessing',
    extension: 'zip',
  },
  card: {
    title: 'Model card',
    use: 'what the model is and where it comes from, as JSON',
    extension: 'json',
  },
}
