"""The built site brought to where readers are: `broadsheet deploy`.

Safe at any moment: what a page refers to is there before it, a page is whole, and a deploy that dies is simply run
again. `deployment.py` is the table of contents; `transaction.py` is the order of things, over any `Place`.
"""

from generator.deploy.deployment import Wishes, deploy_site, names_target, read_published
from generator.deploy.published import Published

__all__ = ["Published", "Wishes", "deploy_site", "names_target", "read_published"]
