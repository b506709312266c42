/** What `npm run package` left: the template of each stack. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { textOf } from './iam-policy.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A resource of a packaged template. */
export interface Resource {
  /** Folder of the service whose stack it is in. */
  readonly service: string;
  /** Logical id. */
  readonly id: string;
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** Every service that was packaged, with the path of its template. */
export const templates = readdirSync(join(ROOT, 'services')).map((service) => ({
  service,
  path: join(ROOT, 'services', service, '.serverless', 'cloudformation-template-update-stack.json'),
}));

/** Every resource of every stack. */
export const resources: readonly Resource[] = templates.flatMap(({ service, path }) => {
  if (!existsSync(path)) throw new Error(`${path} is not there: npm run package -- --stage dev`);
  const { Resources } = JSON.parse(readFileSync(path, 'utf8')) as { Resources: Record<string, Omit<Resource, 'service' | 'id'>> };
  return Object.entries(Resources).map(([id, resource]) => ({ service, id, ...resource }));
});

export function resourcesOfType(type: string): Resource[] {
  return resources.filter(({ Type }) => Type === type);
}

/** The resource of the same stack that a property names by Ref or GetAtt. */
export function named({ service, Properties }: Resource, property: string): Resource | undefined {
  const { 'Fn::GetAtt': [attributeOf] = [], Ref: referred } = (Properties[property] ?? {}) as { 'Fn::GetAtt'?: string[]; Ref?: string };
  return resources.find((resource) => resource.service === service && resource.id === (attributeOf ?? referred));
}

/** The resources of the same stack whose attributes a value names, at any depth. */
export function attributesIn(of: Resource, value: unknown): Resource[] {
  if (typeof value !== 'object' || value === null) return [];
  const { 'Fn::GetAtt': [id] = [] } = value as { 'Fn::GetAtt'?: string[] };
  if (id !== undefined) return resources.filter((resource) => resource.service === of.service && resource.id === id);
  return Object.values(value).flatMap((member) => attributesIn(of, member));
}

/** A property that is a text, as CloudFormation fills it in for an account. */
export function filledIn(value: unknown, account: string, region: string): string {
  return textOf(value).replaceAll('${AWS::AccountId}', account).replaceAll('${AWS::Region}', region).replaceAll('${AWS::Partition}', 'aws');
}
