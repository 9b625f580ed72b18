// The types of a call by the id of its operation, out of the generated ones.
import type { operationTable } from './generated/operations.js';
import type { operations } from './generated/schema.js';

/** The operations of the API, by the ids that its OpenAPI document gives them. */
export type OperationId = keyof typeof operationTable & keyof operations;

type Parameters<Id extends OperationId> = operations[Id]['parameters'];
type QueryOf<Id extends OperationId> = NonNullable<Parameters<Id>['query']>;
type PathOf<Id extends OperationId> = NonNullable<Parameters<Id>['path']>;
type BodyOf<Id extends OperationId> = operations[Id] extends {
  requestBody?: { content: infer Content };
}
  ? Content[keyof Content]
  : never;

/** A part of a call: left out where the operation has none, free to leave out where nothing of it has to be given. */
type Part<Name extends string, Value> = [Value] extends [never]
  ? Readonly<Partial<Record<Name, never>>>
  : Partial<Value> extends Value
    ? Readonly<Partial<Record<Name, Value>>>
    : Readonly<Record<Name, Value>>;

/** What an operation is asked with. */
export type Input<Id extends OperationId> = Part<'query', QueryOf<Id>> &
  Part<'path', PathOf<Id>> &
  Part<'body', BodyOf<Id>>;

/** The statuses of a good answer that the API uses. */
type GoodStatus = 200 | 201 | 202 | 204;
type ContentOf<Response> = Response extends { content: infer Content }
  ? Content[keyof Content]
  : null;
type GoodAnswers<Responses> = ContentOf<Responses[keyof Responses & GoodStatus]>;

/** What a good answer brings: an object for JSON, a string for any other text, null where there is no body. */
export type Output<Id extends OperationId> = GoodAnswers<operations[Id]['responses']>;
