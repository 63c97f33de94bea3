-- Finds: indicators of the catalogue whose criterion is not computed, and computed criteria without any indicator.
-- Matters: always. The first would be published as never handed in, the second would be computed for nobody.
-- Resolve: give the criterion its model (crit_<code>.sql), or its indicators to cat_indicateurs.csv.
{%- set codes = criteres_calcules() if execute else [] %}
with

calcules as (
    select unnest(string_split('{{ codes | join("|") }}', '|')) as critere
),

catalogue as (
    select distinct critere from {{ ref('cat_indicateurs') }}
)

select
    calcules.critere as calcule,
    catalogue.critere as au_catalogue
from calcules
full join catalogue on calcules.critere = catalogue.critere
where calcules.critere is null or catalogue.critere is null
