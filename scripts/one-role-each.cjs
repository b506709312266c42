/**
 * Serverless plugin: every function has a role of its own. The role that the framework writes for functions without one
 * is taken out of the template; a function that would have used it stops packaging.
 */
class OneRoleEach {
  constructor(serverless) {
    this.hooks = {
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        const { functions } = serverless.service;
        const without = Object.keys(functions ?? {}).filter((name) => functions[name].iamRoleStatements === undefined);
        if (without.length > 0)
          throw new serverless.classes.Error(
            `${without.join(', ')}: say in permissions.yml what it may do, and name that as iamRoleStatements.`,
          );
        delete serverless.service.provider.compiledCloudFormationTemplate.Resources.IamRoleLambdaExecution;
      },
    };
  }
}

module.exports = OneRoleEach;
