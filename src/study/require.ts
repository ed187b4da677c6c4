/** Problems for studies, trials and datasets that do not exist. */
import { Problem } from '../errors.ts'

/** @throws Problem study-not-found */
export function requireStudy<Study>(study: Study | null | undefined, id: string): Study {
  if (study !== null && study !== undefined) return study
  throw new Problem('study-not-found', `No study ${id}.`)
}

/**
 * A study that a request may change.
 *
 * @throws Problem study-not-found; wrong-state for a deleted study that can be restored still
 */
export function requireKept<Study extends { isDeleted: boolean }>(
  found: Study | null,
  id: string,
): Study {
  const study = requireStudy(found, id)
  if (!study.isDeleted) return study
  const detail = `The study is deleted and will be removed: POST /v1/studies/${id}/restore first.`
  throw new Problem('wrong-state', detail)
}

/** @throws Problem trial-not-found */
export function requireTrial<Trial>(
  trial: Trial | null | undefined,
  studyId: string,
  number: number,
): Trial {
  if (trial !== null && trial !== undefined) return trial
  throw new Problem('trial-not-found', `Study ${studyId} has no trial ${number}.`)
}

/**
 * @param reference  name or id
 * @throws Problem dataset-not-found
 */
export function requireDataset<Dataset>(
  dataset: Dataset | null | undefined,
  reference: string,
): Dataset {
  if (dataset !== null && dataset !== undefined) return dataset
  throw new Problem('dataset-not-found', `No dataset ${JSON.stringify(reference)}.`)
}
