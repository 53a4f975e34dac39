from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModulesToo(CompressedManifestStaticFilesStorage):
    """Files with a digest in their names; imports between our own JavaScript modules name the digest too."""

    # Django's switch for this would read the packages' scripts as well, and stumble over one.
    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]),
    )
