"""Pages of promises: the enterprise's, the officers', the supervisor's, the public's."""
