/** Has steps and routes log all they ever log; imported before any of them. */
process.env['POWERTOOLS_LOG_LEVEL'] = 'DEBUG';
