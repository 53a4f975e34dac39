from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModulesToo(CompressedManifestStaticFilesStorage):
    """Files with a digest in their names; imports between JavaScript modules name the digest too."""

    support_js_module_import_aggregation = True
