"""XML from files that nobody vouches for, parsed so that it can do no harm."""

from lxml import etree

from data.faults import Fault, StudyError


def parsed(content: bytes, name: str, place: str = "") -> etree._Element:
    """The outermost element of an XML document, without its comments and processing instructions.

    `name` is what faults call the file, `place` what is meant inside it. Raises StudyError where the XML is not well
    made, is nested more than 256 deep, or has a document type: entities are declared there.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise StudyError([Fault(name, None, place, "", f"is damaged, or no XML: {error}")]) from error
    if root.getroottree().docinfo.internalDTD is not None:
        rule = "declares a document type, in which entities may hide, so it is not opened. Save it without one"
        raise StudyError([Fault(name, None, place, "", rule)])
    return root
