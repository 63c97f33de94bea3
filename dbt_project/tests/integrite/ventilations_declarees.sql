-- Finds: breakdowns that are published but not declared in the catalogue.
-- Matters: always. Workbooks and pages list the breakdowns of the catalogue; an undeclared one is invisible there.
-- Resolve: complete `ventilations` in cat_indicateurs.csv, or remove the breakdown from the criterion.
select distinct
    publies.indicateur,
    publies.ventilation
from {{ lignes_refaites(ref('indicateurs')) }} as publies
inner join {{ ref('cat_indicateurs') }} as catalogue on publies.indicateur = catalogue.indicateur
where
    publies.ventilation <> 'ensemble'
    and not list_contains(string_split(coalesce(catalogue.ventilations, ''), '|'), publies.ventilation)
