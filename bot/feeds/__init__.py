"""The room of feeds: from an address to Entries.

    catalog    feeds.yaml -> Catalog                     marked, countries
    poller     the loop: asks each feed when it is due   schedule (decides), answers
    fetch      url -> Answer                             guard, headers, inflate
    parser     bytes -> ParsedFeed, in child processes   worker (the child)
    parse      the same, as a pure function              encodings, quick, raw, cleaning, dates, identity

What was decided, and why, stands in docs/feeds.md.
"""
