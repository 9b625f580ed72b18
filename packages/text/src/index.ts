export {
  BoilerplateLearner,
  boilerplateTableFrom,
  type BoilerplateLine,
  type BoilerplateSample,
  type BoilerplateTable,
  type SourceBoilerplate,
} from './boilerplate.js';
export { describeTerms, type DescribedTerm, type DescribedTerms } from './describe.js';
export { type TermKind } from './hash.js';
export { TEXT_VERSION } from './limits.js';
export { detectLanguage } from './language.js';
export { type Label } from './labels.js';
export { makeTerms, type Terms, type TextInput, type TextTerms } from './terms.js';
