/**
 * Serverless plugin: lets CloudFormation fill in `${AWS::AccountId}` and its like wherever a template names them.
 * By itself a template takes them for plain text outside of Fn::Sub, and a deployment would ask for a bucket whose
 * name holds a dollar sign.
 */
class PseudoParameters {
  constructor(serverless) {
    this.hooks = {
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        const template = serverless.service.provider.compiledCloudFormationTemplate;
        template.Resources = substituted(template.Resources);
        template.Outputs = substituted(template.Outputs);
      },
    };
  }
}

function substituted(value) {
  if (typeof value === 'string') return value.includes('${AWS::') ? { 'Fn::Sub': value } : value;
  if (Array.isArray(value)) return value.map(substituted);
  if (typeof value !== 'object' || value === null || 'Fn::Sub' in value) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, substituted(member)]));
}

module.exports = PseudoParameters;
